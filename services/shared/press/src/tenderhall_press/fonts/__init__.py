"""字体 the private fonts of what is printed: small static TrueType files, made once at install.

WeasyPrint keeps glyph ids, so a 65,000-glyph collection costs space and time in every PDF
(documents.md §3.2: 151 ms a page against 55 ms). The fonts of the host are never used: a document
must come out the same, byte for byte, on every machine that has the same font folder.
"""

from tenderhall_press.fonts.folder import FontFolder, FontsMissing, build, open_folder

__all__ = ["FontFolder", "FontsMissing", "build", "open_folder"]
