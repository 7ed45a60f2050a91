"""What can be read out of a policy: the cells it grants, its words for people, the record of processing."""
