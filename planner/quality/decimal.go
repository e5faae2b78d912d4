package quality

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// maxDigits is how many digits a number may have, so that it fits an int64.
const maxDigits = 18

// decimal is mantissa / 10^places, exactly.
type decimal struct {
	mantissa int64
	places   int
}

// parseDecimal reads digits with an optional minus and point, without an exponent.
func parseDecimal(word string) (decimal, error) {
	unsigned := strings.TrimPrefix(word, "-")
	before, after, _ := strings.Cut(unsigned, ".")
	if before+after == "" {
		return decimal{}, fmt.Errorf("%q is not a number", word)
	}
	after = strings.TrimRight(after, "0")
	digits := "0" + before + after
	if len(digits) > maxDigits+1 || strings.Trim(digits, "0123456789") != "" {
		return decimal{}, fmt.Errorf("%q is not a number of at most %d digits", word, maxDigits)
	}
	mantissa, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return decimal{}, err
	}
	if unsigned != word {
		mantissa = -mantissa
	}
	return decimal{mantissa, len(after)}, nil
}

// times returns the number × scale, a power of ten; false where that is no whole number or too large.
func (d decimal) times(scale int64) (int64, bool) {
	v := d.mantissa
	for places := d.places; places > 0; places-- {
		if scale < 10 {
			return 0, false
		}
		scale /= 10
	}
	if v > maxMagnitude/scale || v < -maxMagnitude/scale {
		return 0, false
	}
	return v * scale, true
}

// scaleOf returns the smallest power of ten that makes all the numbers whole.
func scaleOf(lists ...[]decimal) int64 {
	most := 0
	for _, list := range lists {
		for _, d := range list {
			most = max(most, d.places)
		}
	}
	scale := int64(1)
	for range most {
		scale *= 10
	}
	return scale
}

// whole turns decimals into whole numbers of 1/scale.
func whole(list []decimal, scale int64) ([]int64, error) {
	out := make([]int64, len(list))
	for i, d := range list {
		v, ok := d.times(scale)
		if !ok {
			return nil, fmt.Errorf("%d/10^%d does not fit whole numbers of 1/%d", d.mantissa, d.places, scale)
		}
		out[i] = v
	}
	return out, nil
}

// Decimal writes a figure of the problem's objective in the file's units, exactly and without needless zeros.
func (in *Instance) Decimal(figure int64) string {
	sign := ""
	magnitude := uint64(figure)
	if figure < 0 {
		sign, magnitude = "-", -magnitude
	}
	scale := uint64(in.Scale)
	text := sign + strconv.FormatUint(magnitude/scale, 10)
	if part := magnitude % scale; part > 0 {
		digits := strconv.FormatUint(scale+part, 10)[1:]
		text += "." + strings.TrimRight(digits, "0")
	}
	return text
}

// Units returns a figure of the problem's objective in the file's units, to the nearest float64.
func (in *Instance) Units(figure int64) float64 {
	v, err := strconv.ParseFloat(in.Decimal(figure), 64)
	if err != nil {
		return math.NaN() // cannot be: Decimal writes digits
	}
	return v
}
