"""Findings for the people and programs that asked: lines of files for a terminal, GitHub's commands, SARIF."""
