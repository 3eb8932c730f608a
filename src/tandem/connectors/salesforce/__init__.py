"""Salesforce's exports."""
