"""Questions asked of the evidence, and the facts that answer them."""

from mortem.facts.fact import EvidenceFile, Fact, FactBook, Proof, Quality, seen

__all__ = ["EvidenceFile", "Fact", "FactBook", "Proof", "Quality", "seen"]
