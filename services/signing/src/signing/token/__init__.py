"""介质 the USB key and the plain process that alone may touch it."""
