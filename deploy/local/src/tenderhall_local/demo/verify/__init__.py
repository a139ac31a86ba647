"""The demo's second pair of eyes: shares no code with the driver, reads only the ids it wrote.

Looks at the portal as a stranger would, at the databases as their administrator, and at the PDF
with two programs that know nothing of the platform.
"""
