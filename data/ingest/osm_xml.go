package ingest

import (
	"compress/bzip2"
	"compress/gzip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// Limits of the XML form: more is a bomb or a continent, for which the PBF form exists.
const (
	maxOSMText    = 32 << 30 // unpacked bytes
	maxOSMElement = 1 << 20  // bytes of one element or of the text between two
	maxOSMTags    = 10_000   // of one way
	// A packed extract unpacks to some ten to thirty times its size.
	xmlUnpackBase, xmlUnpackTimes = 8 << 20, 60
)

// scanOSMXML visits the nodes and ways of an OpenStreetMap XML file, packed or not.
func scanOSMXML(ctx context.Context, file string, v osmVisitor) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var r io.Reader = f
	switch name := strings.ToLower(file); {
	case strings.HasSuffix(name, ".gz"):
		z, err := gzip.NewReader(f)
		if err != nil {
			return fmt.Errorf("unpack: %w; load or copy the file again", err)
		}
		r = z
	case strings.HasSuffix(name, ".bz2"):
		r = bzip2.NewReader(f)
	}
	x := &osmXML{visitor: v, tags: map[string]string{}}
	whole := &portionReader{from: io.LimitReader(r, maxOSMText), name: "packed file", most: xmlUnpackBase + xmlUnpackTimes*info.Size()}
	portions := &portionReader{from: whole, name: "element", most: maxOSMElement}
	decoder := xml.NewDecoder(portions)
	for tokens := 0; ; tokens++ {
		if tokens%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		portions.read = 0
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = x.take(token)
		}
		if err != nil {
			line, _ := decoder.InputPos()
			return fmt.Errorf("line %d: %w; the file is torn or not what it says, load or copy it again", line, err)
		}
	}
	switch {
	case !x.root:
		return fmt.Errorf("the file has no <osm> element: this is no OpenStreetMap file")
	case !x.closed:
		return fmt.Errorf("the file ends before </osm>: it is torn, load or copy it again")
	}
	return nil
}

// osmXML gathers one way at a time.
type osmXML struct {
	visitor      osmVisitor
	root, closed bool
	inWay        bool
	way          int64
	tags         map[string]string
	refs         []int64
}

func (x *osmXML) take(token xml.Token) error {
	switch element := token.(type) {
	case xml.StartElement:
		if !x.root && element.Name.Local != "osm" {
			return fmt.Errorf("the file begins with <%.20s>, not with <osm>", element.Name.Local)
		}
		return x.start(element)
	case xml.EndElement:
		switch element.Name.Local {
		case "way":
			if x.inWay && x.visitor.way != nil {
				x.inWay = false
				return x.visitor.way(x.way, x.tags, x.refs)
			}
			x.inWay = false
		case "osm":
			x.closed = true
		}
	}
	return nil
}

func (x *osmXML) start(element xml.StartElement) error {
	switch element.Name.Local {
	case "osm":
		x.root = true
	case "node":
		if x.visitor.node != nil {
			return x.node(element)
		}
	case "way":
		id, err := strconv.ParseInt(attribute(element, "id"), 10, 64)
		if err != nil {
			return fmt.Errorf("way id %.30q is not a whole number", attribute(element, "id"))
		}
		x.inWay, x.way, x.refs = true, id, x.refs[:0]
		clear(x.tags)
	case "nd":
		if x.inWay && x.visitor.way != nil {
			ref, err := strconv.ParseInt(attribute(element, "ref"), 10, 64)
			if err != nil || len(x.refs) >= maxOSMWayNodes {
				return fmt.Errorf("way %d: node reference %.30q is not a whole number, or one of more than %d", x.way, attribute(element, "ref"), maxOSMWayNodes)
			}
			x.refs = append(x.refs, ref)
		}
	case "tag":
		if x.inWay {
			if len(x.tags) >= maxOSMTags {
				return fmt.Errorf("way %d has more than %d tags", x.way, maxOSMTags)
			}
			x.tags[attribute(element, "k")] = attribute(element, "v")
		}
	}
	return nil
}

func (x *osmXML) node(element xml.StartElement) error {
	id, err := strconv.ParseInt(attribute(element, "id"), 10, 64)
	if err != nil {
		return fmt.Errorf("node id %.30q is not a whole number", attribute(element, "id"))
	}
	lon, err := strconv.ParseFloat(attribute(element, "lon"), 64)
	if err != nil {
		return fmt.Errorf("node %d: lon %.30q is not a number", id, attribute(element, "lon"))
	}
	lat, err := strconv.ParseFloat(attribute(element, "lat"), 64)
	if err != nil {
		return fmt.Errorf("node %d: lat %.30q is not a number", id, attribute(element, "lat"))
	}
	return x.visitor.node(id, lon, lat)
}

func attribute(element xml.StartElement, name string) string {
	for _, a := range element.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
