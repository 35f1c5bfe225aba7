"""How every page looks and speaks: base page, parts, tags, style and scripts. Knows no area."""
