package tile

import (
	"math/rand/v2"
	"testing"
)

func TestTheDictionaryNumbersValuesAsTheyComeInEveryTurn(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 11))
	var d dictionary
	for range 20 {
		d.empty()
		want := map[dictionarySlot]uint32{}
		for range r.IntN(5000) {
			key, code := r.Uint32N(4)|r.Uint32N(2)<<31, r.Uint64N(800)
			at := dictionarySlot{code: code, key: key}
			number, known := want[at]
			if !known {
				number = uint32(len(want))
				want[at] = number
			}
			if got, fresh := d.number(key, code); got != number || fresh == known {
				t.Fatalf("value %d of %d: number %d, new %v; want %d, %v", code, key, got, fresh, number, !known)
			}
		}
	}
}
