"""The only room of the library that touches the network, and the gates that a downloaded list has to pass."""
