"""Routes of the privacy officer about retention: due dates, legal holds, receipts."""
