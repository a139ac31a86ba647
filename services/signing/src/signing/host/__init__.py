"""签章主机 the program beside the USB keys: no database, one exclusive queue, one token worker."""
