"""What crosses between the nodes of partner nations: partners and their keys, what was released, what came."""
