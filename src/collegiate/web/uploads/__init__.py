"""Getting data in through the browser: files are received, read, mended and published; each step written down, each taken back."""
