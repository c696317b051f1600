"""What goes out: result tables for programs, workbooks for people."""
