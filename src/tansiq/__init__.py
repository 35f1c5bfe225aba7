"""The node: one nation's office in the browser. Django stores, the libraries think."""
