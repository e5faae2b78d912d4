package cover

// coin is a fixed sequence of numbers (xorshift, Marsaglia 2003, doi:10.18637/jss.v008.i14): what looks like chance in a
// local search repeats on every run.
type coin uint64

func newCoin() coin { return 0x9e3779b97f4a7c15 }

// toss is a number below n, which is above 0.
func (c *coin) toss(n int) int {
	x := uint64(*c)
	x ^= x << 13
	x ^= x >> 7
	x ^= x << 17
	*c = coin(x)
	return int(x >> 33 % uint64(n))
}
