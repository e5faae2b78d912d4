package fleet

import "math/bits"

// random is a small counter-based generator (wyrand, Wang Yi 2019): one multiplication a number, the same numbers on every
// machine.
type random struct{ state uint64 }

func newRandom(seed, stream int64) *random {
	r := &random{uint64(seed)*0x9e3779b97f4a7c15 + uint64(stream)*0xd1342543de82ef95 + 1}
	r.next()
	r.next()
	return r
}

func (r *random) next() uint64 {
	r.state += 0xa0761d6478bd642f
	hi, lo := bits.Mul64(r.state, r.state^0xe7037ed1a0b428db)
	return hi ^ lo
}

// below returns a number from 0 to n−1; n is at least 1.
func (r *random) below(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}
