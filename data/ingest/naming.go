package ingest

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"strings"
)

func cmpOr(texts ...string) string { return cmp.Or(texts...) }

// fileStem is a file's name without its ending.
func fileStem(file string) string {
	base := filepath.Base(file)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// unnamed names a record after its place in the file.
func unnamed(r row) string { return fmt.Sprintf("%s %d", fileStem(r.sheet.report.File), r.line) }

// digest spreads texts over 0..size-1, the same for the same texts on every machine.
func digest(size uint64, texts ...string) uint64 {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return binary.BigEndian.Uint64(sum[:8]) % size
}

// digestID is a stable ID for a record that brings none.
func digestID(prefix string, texts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return fmt.Sprintf("%s-%x", prefix, sum[:6])
}

// coreName strips what a settlement's name may or may not carry: 村委会, 村民委员会, 社区居委会, 社区, 村.
// At least one character stays. 新村村民委员会, 新村 and 新村委会 have the same core.
func coreName(name string) string {
	return stripSuffixes(name, 2, "社区居民委员会", "社区居委会", "村民委员会", "居民委员会", "村委会", "居委会", "嘎查", "社区", "村")
}

// coreTown strips the rank of a town: 北宋 and 北宋镇 have the same core.
func coreTown(name string) string {
	return stripSuffixes(name, 1, "街道办事处", "镇人民政府", "乡人民政府", "民族乡", "街道", "镇", "乡")
}

func stripSuffixes(name string, times int, suffixes ...string) string {
	name = strings.ReplaceAll(strings.TrimSpace(halfWidth(name)), " ", "")
	for range times {
		for _, suffix := range suffixes {
			if core, ok := strings.CutSuffix(name, suffix); ok && core != "" {
				name = core
				break
			}
		}
	}
	return name
}
