"""What an operator sees of a running installation: figures for Prometheus, without a word, name or number of a patient."""
