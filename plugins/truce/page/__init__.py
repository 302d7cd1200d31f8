"""The monitor page inside Airflow: one guarded, read-only page."""
