"""The record made ready to publish: validation, exports and the Data Package."""
