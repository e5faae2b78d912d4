package account

import (
	_ "embed"
	"slices"
	"strings"
	"unicode/utf8"
)

// The lengths of a password: in characters, and in bytes so that hashing one stays cheap.
const (
	LeastPassword = 10
	MostPassword  = 256
)

// common lists passwords of ten characters and more that are tried first, one a line, in lower case.
//
//go:embed common.txt
var common string

// CheckPassword says what is wrong with a new password; empty: nothing.
func CheckPassword(password, name string) string {
	folded := strings.ToLower(strings.TrimSpace(password))
	switch {
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return "expected text"
	case utf8.RuneCountInString(password) < LeastPassword:
		return "expected at least 10 characters"
	case len(password) > MostPassword:
		return "expected at most 256 bytes"
	case len(name) > 2 && strings.Contains(folded, strings.ToLower(name)) && utf8.RuneCountInString(folded) < utf8.RuneCountInString(name)+6:
		return "expected more than the name of the account with a few characters around it"
	case slices.Contains(strings.Fields(common), folded):
		return "expected a password that is not among the most common ones"
	case monotonous(folded):
		return "expected more than one character over and over, or a row of neighbours"
	}
	return ""
}

// monotonous finds aaaaaaaaaa, abcdefghij, 9876543210 and a short piece repeated to the end.
func monotonous(password string) bool {
	letters := []rune(password)
	for _, step := range []rune{0, 1, -1} {
		row := true
		for i := 1; i < len(letters) && row; i++ {
			row = letters[i]-letters[i-1] == step
		}
		if row {
			return true
		}
	}
	for period := 1; period <= 3; period++ {
		repeats := true
		for i := period; i < len(letters) && repeats; i++ {
			repeats = letters[i] == letters[i-period]
		}
		if repeats {
			return true
		}
	}
	return false
}
