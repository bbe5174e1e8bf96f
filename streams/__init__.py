"""Sanctionwire: news articles in, sourced sanctions and price-cap facts out."""

__version__ = "0.1.0"
