package travel

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
	"testing"

	"cuntong/geo/networktest"
)

func encoded(tb testing.TB, h *Hierarchy) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := h.Encode(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// resealed gives content a checksum that matches.
func resealed(content []byte) []byte {
	if len(content) < crc32.Size {
		return content
	}
	body := slices.Clone(content[:len(content)-crc32.Size])
	return binary.LittleEndian.AppendUint32(body, crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
}

func TestHierarchyComesBackFromItsCacheFile(t *testing.T) {
	rng := random(t)
	for range 20 {
		n := networktest.Random(rng, 2+rng.IntN(60), 1+rng.IntN(50)).Build(t, rng)
		h := NewHierarchy(n)
		again, err := DecodeHierarchy(encoded(t, h), n)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(h.head, again.head) || !slices.Equal(h.vertexAt, again.vertexAt) || !slices.Equal(h.pieces, again.pieces) || !slices.Equal(h.into, again.into) {
			t.Fatal("what came back differs")
		}
	}
}

func TestTornStaleAndForgedCacheFilesAreRefused(t *testing.T) {
	rng := random(t)
	n, other := networktest.Random(rng, 30, 30).Build(t, rng), networktest.Random(rng, 30, 30).Build(t, rng)
	good := encoded(t, NewHierarchy(n))
	if _, err := DecodeHierarchy(good, other); err == nil {
		t.Error("the hierarchy of another network was taken")
	}
	for cut := range len(good) {
		if _, err := DecodeHierarchy(good[:cut], n); err == nil {
			t.Fatalf("a file cut at byte %d was taken", cut)
		}
	}
	for range 300 {
		bad := slices.Clone(good)
		bad[rng.IntN(len(bad))] ^= 1 << rng.IntN(8)
		if _, err := DecodeHierarchy(bad, n); err == nil {
			t.Fatal("a file with a flipped bit was taken")
		}
	}
}

// A forged file with a right checksum may be another valid order, but never one that loses a road.
func TestForgedOrdersAreRefusedOrStillExact(t *testing.T) {
	rng := random(t)
	n := networktest.Random(rng, 30, 40).Build(t, rng)
	good := encoded(t, NewHierarchy(n))
	for range 2000 {
		bad := slices.Clone(good)
		bad[len(magic)+fingerprintLength+rng.IntN(len(bad)-len(magic)-fingerprintLength-4)] ^= 1 << rng.IntN(8)
		h, err := DecodeHierarchy(resealed(bad), n)
		if err == nil {
			pairsAgree(t, costsOf(t, n, "plain-car", anyDay(rng)), h, bothMetrics()[rng.IntN(2)], rng, 5, 5)
		}
	}
}
