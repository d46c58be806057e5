"""Papers as PDF: A4, Thai, with a text that can be searched, copied and read aloud.

`pdf()` sets a typst template with data that is only ever data; `frame.typ` is what all papers share;
`prose` takes rich text apart; `qr` draws codes.
"""
