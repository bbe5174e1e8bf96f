"""The service itself, and its only Kafka code: take articles in, hand them to a pool, publish, acknowledge in order.

Kept empty, because every pool process imports it before it has chosen its number of threads.
"""
