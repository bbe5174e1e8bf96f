"""The commands behind `sanctionwire`, one module each; `streams.cli` puts them together."""
