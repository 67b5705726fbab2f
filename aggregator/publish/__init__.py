"""The third stage: stories become feeds and pages."""
