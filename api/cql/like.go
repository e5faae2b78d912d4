package cql

import (
	"strings"
	"unicode"
)

// fold brings text to one case, character by character (the simple case folding of Unicode).
func fold(text string) string { return strings.Map(foldRune, text) }

// foldRune picks the least of the characters that differ in case alone.
func foldRune(c rune) rune {
	least := c
	for other := unicode.SimpleFold(c); other != c; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	return least
}

// pattern is a LIKE pattern: % stands for any text, _ for one character, a backslash takes the next one as it is.
type pattern struct {
	runes  []rune // anyText and oneRune for the wildcards
	folded bool
}

const (
	anyText rune = -1
	oneRune rune = -2
)

func newPattern(text string, folded bool) *pattern {
	p := &pattern{folded: folded}
	escaped := false
	for _, c := range text {
		switch {
		case !escaped && c == '\\':
			escaped = true
			continue
		case !escaped && c == '%':
			c = anyText
		case !escaped && c == '_':
			c = oneRune
		case folded:
			c = foldRune(c)
		}
		escaped = false
		if c == anyText && len(p.runes) > 0 && p.runes[len(p.runes)-1] == anyText {
			continue
		}
		p.runes = append(p.runes, c)
	}
	if escaped {
		p.runes = append(p.runes, '\\')
	}
	return p
}

// matches goes back to the last % alone, so it takes at most the product of the two lengths.
func (p *pattern) matches(text string) bool {
	t := []rune(text)
	i, k, star, mark := 0, 0, -1, 0
	for i < len(t) {
		switch {
		case k < len(p.runes) && p.runes[k] == anyText:
			star, mark = k, i
			k++
		case k < len(p.runes) && (p.runes[k] == oneRune || p.same(p.runes[k], t[i])):
			i++
			k++
		case star >= 0:
			mark++
			i, k = mark, star+1
		default:
			return false
		}
	}
	for k < len(p.runes) && p.runes[k] == anyText {
		k++
	}
	return k == len(p.runes)
}

func (p *pattern) same(want, got rune) bool {
	return want == got || p.folded && want == foldRune(got)
}
