"""What pages show, worked out before any template is touched: plain values, so that each can be tested without a browser."""
