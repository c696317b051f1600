"""The procedure (评估办法): the steps from self-assessment to publication, as data."""
