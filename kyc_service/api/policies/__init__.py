"""The policy's versions and the record of processing, for those who answer for them."""
