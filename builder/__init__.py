"""Explainer: sites in which every statement is a claim and every claim carries its sources."""
