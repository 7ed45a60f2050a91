"""What the stand-ins' change feeds say, each in its register's protocol."""
