"""The values of metrics in cycles: counted, kept under the units' claims, and frozen."""
