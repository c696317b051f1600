"""What people see of an assessment: read in one person's scope, changing nothing."""
