"""Frontdesk: a patient-facing assistant for a physiotherapy clinic."""
