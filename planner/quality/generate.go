package quality

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
)

// WriteGrid writes a covering instance after the rule of Cordeau, Furini and Ljubić (2019): sites and customers lie
// uniformly on a square of 30 × 30 with six decimals, a site costs 10 to 100 and a customer demands 1 to 100, uniformly and
// in whole numbers. Numbers come from PCG with the seed and 0, in the order of the file, so a seed gives the same file on
// any machine; it does not give the authors' files, whose generator is another.
func WriteGrid(w io.Writer, sites, customers int, seed uint64) error {
	random := rand.New(rand.NewPCG(seed, 0))
	const side = 30_000_000 // millionths
	out := bufio.NewWriterSize(w, 1<<20)
	fmt.Fprintf(out, "%d\t%d\n", sites, customers)
	line := func(kind string, id int, amount int64) {
		x, y := random.Int64N(side), random.Int64N(side)
		fmt.Fprintf(out, "%s\t%d\t%d.%06d\t%d.%06d\t%d\n", kind, id, x/1e6, x%1e6, y/1e6, y%1e6, amount)
	}
	for j := range sites {
		line("F", j, 10+random.Int64N(91))
	}
	for i := range customers {
		line("C", i, 1+random.Int64N(100))
	}
	return out.Flush()
}
