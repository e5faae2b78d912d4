package gpkg

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
)

// packFrom is the number of rows of a layer from which a load packs the R*Tree anew instead of filing row by
// row; one row in packShare of those stored must be among them. Measured: filing takes 19 µs a row that
// changes, packing 4 µs a row that is there.
const (
	packFrom  = 2_000
	packShare = 6
)

// packing is a load into one layer during which the triggers of its R*Tree rest.
type packing struct {
	layer    string
	triggers []string // what made them
}

// beginPacking lets the triggers of a layer rest if so many rows come that packing pays; nil where it does not.
// All of it happens in the transaction of the load: readers never see the layer without them.
func beginPacking(ctx context.Context, tx *sql.Tx, layer string, rows int) (*packing, error) {
	if rows < packFrom {
		return nil, nil
	}
	var stored int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM "+layer).Scan(&stored); err != nil || rows*packShare < stored {
		return nil, err
	}
	p := &packing{layer: layer}
	found, err := tx.QueryContext(ctx, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? AND name LIKE 'rtree\\_%' ESCAPE '\\' ORDER BY rowid", layer)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var names []string
	for found.Next() {
		var name, made string
		if err := found.Scan(&name, &made); err != nil {
			return nil, err
		}
		names, p.triggers = append(names, name), append(p.triggers, made)
	}
	if err := found.Err(); err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, err := tx.ExecContext(ctx, `DROP TRIGGER "`+strings.ReplaceAll(name, `"`, `""`)+`"`); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// end packs the R*Tree if any row of the layer changed and sets its triggers again.
func (p *packing) end(ctx context.Context, tx *sql.Tx, changed bool) error {
	if p == nil {
		return nil
	}
	if changed {
		if err := packTree(ctx, tx, p.layer); err != nil {
			return fmt.Errorf("pack the spatial index of %s: %w", p.layer, err)
		}
	}
	for _, made := range p.triggers {
		if _, err := tx.ExecContext(ctx, made); err != nil {
			return err
		}
	}
	return nil
}

// entry is a row of the layer, or a node, in the tree: single precision, rounded outwards.
type entry struct {
	id                     int64
	minX, maxX, minY, maxY float32
}

func (e entry) x() float32 { return e.minX/2 + e.maxX/2 }
func (e entry) y() float32 { return e.minY/2 + e.maxY/2 }

// The file format of an R*Tree node (sqlite.org/rtree.html, section "Shadow Tables"; ext/rtree/rtree.c): two
// bytes depth (of the root; else 0), two bytes number of entries, then entries of an id and four 32-bit floats,
// all big-endian.
const (
	nodeHeadSize  = 4
	nodeEntrySize = 24
	rootNode      = 1
	// packedShare leaves room in each node, so that later edits do not split one at once.
	packedShare = 0.85
)

// packTree builds the R*Tree of a layer from its rows by sort-tile-recursive packing (Leutenegger, Lopez,
// Edgington 1997, doi:10.1109/ICDE.1997.582015) and writes the shadow tables of SQLite's rtree module. What a
// search finds is the same as after filing row by row: the entries are, only their grouping differs.
func packTree(ctx context.Context, tx *sql.Tx, layer string) error {
	tree := "rtree_" + layer + "_geom"
	var nodeSize int
	if err := tx.QueryRowContext(ctx, "SELECT length(data) FROM "+tree+"_node WHERE nodeno = ?", rootNode).Scan(&nodeSize); err != nil {
		return err
	}
	room := int(float64((nodeSize-nodeHeadSize)/nodeEntrySize) * packedShare)
	if room < 4 {
		return fmt.Errorf("a node has %d bytes", nodeSize)
	}
	level, err := readEntries(ctx, tx, layer)
	if err != nil {
		return err
	}
	for _, table := range []string{"_node", "_rowid", "_parent"} {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+tree+table); err != nil {
			return err
		}
	}
	nodes, err := newFiler(ctx, tx, tree+"_node", "nodeno, data")
	if err != nil {
		return err
	}
	next := int64(rootNode + 1)
	links := "_rowid"
	for depth := 0; ; depth++ {
		groups := tile(level, room)
		above := make([]entry, 0, len(groups))
		link := make([][2]int64, 0, len(level))
		for _, group := range groups {
			number := next
			if len(groups) == 1 {
				number = rootNode
			}
			next++
			head := 0
			if number == rootNode {
				head = depth
			}
			if err := nodes.add(ctx, number, encodeNode(nodeSize, head, group)); err != nil {
				return err
			}
			above = append(above, around(number, group))
			for _, e := range group {
				link = append(link, [2]int64{e.id, number})
			}
		}
		if err := writeLinks(ctx, tx, tree+links, link); err != nil {
			return err
		}
		if len(groups) == 1 {
			return nodes.end(ctx)
		}
		level, links = above, "_parent"
	}
}

// readEntries measures every row that has a location.
func readEntries(ctx context.Context, tx *sql.Tx, layer string) ([]entry, error) {
	rows, err := tx.QueryContext(ctx, "SELECT fid, geom FROM "+layer+" WHERE geom IS NOT NULL")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var level []entry
	var fid int64
	var blob sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&fid, &blob); err != nil {
			return nil, err
		}
		bound, found, err := boundOf(blob)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", fid, err)
		}
		if found {
			level = append(level, entry{fid, roundDown(bound.Min[0]), roundUp(bound.Max[0]), roundDown(bound.Min[1]), roundUp(bound.Max[1])})
		}
	}
	return level, rows.Err()
}

// tile groups entries: slices by longitude, in each of them groups by latitude, as equal in number as can be.
// There is always one group, be it empty.
func tile(level []entry, room int) [][]entry {
	if len(level) <= room {
		return [][]entry{level}
	}
	groups := (len(level) + room - 1) / room
	slicesWanted := int(math.Ceil(math.Sqrt(float64(groups))))
	slices.SortFunc(level, func(a, b entry) int { return cmp.Or(cmp.Compare(a.x(), b.x()), cmp.Compare(a.id, b.id)) })
	var tiled [][]entry
	for _, slice := range parts(level, slicesWanted) {
		slices.SortFunc(slice, func(a, b entry) int { return cmp.Or(cmp.Compare(a.y(), b.y()), cmp.Compare(a.id, b.id)) })
		tiled = append(tiled, parts(slice, (len(slice)+room-1)/room)...)
	}
	return tiled
}

// parts cuts a list into so many runs whose lengths differ by one at most.
func parts(list []entry, count int) [][]entry {
	cut := make([][]entry, 0, count)
	for i := range count {
		if part := list[len(list)*i/count : len(list)*(i+1)/count]; len(part) > 0 {
			cut = append(cut, part)
		}
	}
	return cut
}

func around(number int64, group []entry) entry {
	if len(group) == 0 {
		return entry{id: number}
	}
	box := group[0]
	for _, e := range group[1:] {
		box.minX, box.maxX = min(box.minX, e.minX), max(box.maxX, e.maxX)
		box.minY, box.maxY = min(box.minY, e.minY), max(box.maxY, e.maxY)
	}
	box.id = number
	return box
}

func encodeNode(size, depth int, group []entry) []byte {
	node := make([]byte, 0, size)
	node = binary.BigEndian.AppendUint16(node, uint16(depth))
	node = binary.BigEndian.AppendUint16(node, uint16(len(group)))
	for _, e := range group {
		node = binary.BigEndian.AppendUint64(node, uint64(e.id))
		for _, side := range []float32{e.minX, e.maxX, e.minY, e.maxY} {
			node = binary.BigEndian.AppendUint32(node, math.Float32bits(side))
		}
	}
	return node[:size]
}

// writeLinks files which node an id lies in, in the order of ids.
func writeLinks(ctx context.Context, tx *sql.Tx, table string, links [][2]int64) error {
	columns := "rowid, nodeno"
	if strings.HasSuffix(table, "_parent") {
		columns = "nodeno, parentnode"
	}
	slices.SortFunc(links, func(a, b [2]int64) int { return cmp.Compare(a[0], b[0]) })
	filed, err := newFiler(ctx, tx, table, columns)
	if err != nil {
		return err
	}
	for _, link := range links {
		if err := filed.add(ctx, link[0], link[1]); err != nil {
			return err
		}
	}
	return filed.end(ctx)
}

// filer inserts rows of two columns, many to a statement.
type filer struct {
	tx      *sql.Tx
	into    string
	full    *sql.Stmt
	pending []any
}

func newFiler(ctx context.Context, tx *sql.Tx, table, columns string) (*filer, error) {
	f := &filer{tx: tx, into: "INSERT INTO " + table + " (" + columns + ") VALUES "}
	var err error
	f.full, err = tx.PrepareContext(ctx, f.into+pairs(rowsPerStatement))
	return f, err
}

func pairs(count int) string { return "(?, ?)" + strings.Repeat(", (?, ?)", count-1) }

func (f *filer) add(ctx context.Context, key int64, value any) error {
	if f.pending = append(f.pending, key, value); len(f.pending) < 2*rowsPerStatement {
		return nil
	}
	_, err := f.full.ExecContext(ctx, f.pending...)
	f.pending = f.pending[:0]
	return err
}

// end writes the rest. A filer that is not ended ends with its transaction.
func (f *filer) end(ctx context.Context) error {
	if err := f.full.Close(); err != nil || len(f.pending) == 0 {
		return err
	}
	_, err := f.tx.ExecContext(ctx, f.into+pairs(len(f.pending)/2), f.pending...)
	return err
}

// roundDown and roundUp round to the next single-precision number outwards, as the rtree module does, so that
// a packed tree holds the very numbers that a filed one does.
func roundDown(x float64) float32 {
	f := float32(x)
	if float64(f) > x {
		return math.Nextafter32(f, float32(math.Inf(-1)))
	}
	return f
}

func roundUp(x float64) float32 {
	f := float32(x)
	if float64(f) < x {
		return math.Nextafter32(f, float32(math.Inf(1)))
	}
	return f
}
