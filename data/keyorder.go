package data

import (
	"fmt"
	"slices"
	"strings"
)

// KeyOrder gives the places of rows in the order of their keys, by bytes: the order in which stores list and
// write them. A key that comes twice is refused, since order does not matter in a batch; being sorted, the
// rows need no table of all keys to see it.
func KeyOrder[T any](kind string, rows []T, key func(*T) string) ([]int32, error) {
	order := make([]int32, len(rows))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return strings.Compare(key(&rows[a]), key(&rows[b])) })
	for i := 1; i < len(order); i++ {
		if name := key(&rows[order[i]]); name == key(&rows[order[i-1]]) {
			return nil, fmt.Errorf("%s %q comes twice in the batch; keep one of the rows: %w", kind, name, ErrInvalid)
		}
	}
	return order, nil
}
