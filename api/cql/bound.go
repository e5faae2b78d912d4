package cql

import "github.com/paulmach/orb"

// boundOf finds a box that every feature which is kept meets: from predicates of its geometry with a literal, from the
// smallest box that a part of AND has (not from what the boxes share: a line may meet two boxes far apart) and from
// every branch of OR. It runs after the check, which has moved the literals. The second result is false where there
// is no such box.
func (c *checker) boundOf(n *node) (*orb.Bound, bool) {
	switch n.op {
	case opSpatial:
		if n.word == "DISJOINT" {
			return nil, false
		}
		for i, kid := range n.kids {
			if other := n.kids[1-i]; kid.op == opGeometry && other.op == opProperty {
				bound := c.bounds[kid]
				return &bound, true
			}
		}
	case opAnd:
		var least *orb.Bound
		for _, kid := range n.kids {
			if bound, ok := c.boundOf(kid); ok && (least == nil || size(bound) < size(least)) {
				least = bound
			}
		}
		return least, least != nil
	case opOr:
		var either *orb.Bound
		for _, kid := range n.kids {
			bound, ok := c.boundOf(kid)
			if !ok {
				return nil, false
			}
			if either == nil {
				either = bound
				continue
			}
			union := either.Union(*bound)
			either = &union
		}
		return either, either != nil
	}
	return nil, false
}

func size(b *orb.Bound) float64 { return (b.Max[0] - b.Min[0]) * (b.Max[1] - b.Min[1]) }
