package ingest

import "strings"

// shelf keeps the small values of many rows in a few large pieces of memory: a nation has three million of
// them, and the collector would visit each.
type shelf struct {
	wholes   []int64
	decimals []float64
	texts    strings.Builder
}

const (
	shelfValues = 512
	shelfBytes  = 64 << 10
)

func (s *shelf) whole(n int64) *int64 {
	if len(s.wholes) == 0 {
		s.wholes = make([]int64, shelfValues)
	}
	kept := &s.wholes[0]
	*kept, s.wholes = n, s.wholes[1:]
	return kept
}

func (s *shelf) decimal(x float64) *float64 {
	if len(s.decimals) == 0 {
		s.decimals = make([]float64, shelfValues)
	}
	kept := &s.decimals[0]
	*kept, s.decimals = x, s.decimals[1:]
	return kept
}

// detach copies texts of a row, so that its record does not keep the whole row.
func (s *shelf) detach(texts ...*string) {
	for _, text := range texts {
		if len(*text) > s.texts.Cap()-s.texts.Len() {
			s.texts = strings.Builder{} // the full one lives on in what was taken from it
			s.texts.Grow(max(shelfBytes, len(*text)))
		}
		start := s.texts.Len()
		s.texts.WriteString(*text)
		*text = s.texts.String()[start:]
	}
}
