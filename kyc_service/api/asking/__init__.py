"""Asking over HTTP: requests and answers, and the notes and files of a case."""
