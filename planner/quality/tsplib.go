package quality

import "strings"

// readTSPLIB reads the coordinates of a TSPLIB file (Reinelt 1991, doi:10.1287/ijoc.3.4.376) as a p-median or p-center
// problem in which every point is a demand of weight 1 and a site. The published p-median values count distances
// rounded down, which is the default; published p-center values are exact ("euclid").
func readTSPLIB(in *tokens, q Question) (*Instance, error) {
	n := int64(-1)
	for {
		word, err := in.word("a keyword, and at last NODE_COORD_SECTION")
		if err != nil {
			return nil, err
		}
		key, value, _ := strings.Cut(word, ":")
		if key == "NODE_COORD_SECTION" {
			break
		}
		switch {
		case key == "DIMENSION" && value == "":
			next, err := in.word("the number of points")
			if err != nil {
				return nil, err
			}
			if next = strings.TrimPrefix(next, ":"); next == "" {
				if n, err = in.whole("the number of points", 1, maxPlaces); err != nil {
					return nil, err
				}
				break
			}
			value = next
			fallthrough
		case key == "DIMENSION":
			d, err := parseDecimal(value)
			if err != nil || d.places > 0 || d.mantissa < 1 || d.mantissa > maxPlaces {
				return nil, in.wrong("DIMENSION is %q, expected 1 to %d", value, maxPlaces)
			}
			n = d.mantissa
		default:
			text, err := in.rest()
			if err != nil {
				return nil, err
			}
			kind := strings.TrimSpace(strings.TrimPrefix(value+strings.TrimSpace(text), ":"))
			if key == "EDGE_WEIGHT_TYPE" && !strings.HasSuffix(kind, "_2D") {
				return nil, in.wrong("EDGE_WEIGHT_TYPE is %q, expected points on a plane such as EUC_2D", kind)
			}
		}
	}
	if n < 0 {
		return nil, in.wrong("NODE_COORD_SECTION comes before DIMENSION")
	}
	p := &points{}
	for range n {
		if _, err := in.word("the number of a point"); err != nil {
			return nil, err
		}
		if err := p.read(in); err != nil {
			return nil, err
		}
	}
	if word, err := in.take(); err != nil || word != "" && word != "EOF" {
		return nil, in.wrong("%q follows after %d points, expected EOF", word, n)
	}
	if q.Metric == "" {
		q.Metric = Floor
	}
	return finish("points", in, p, q)
}

// readPoints reads "n 2" and n points (the BIRCH sets of Zhang, Ramakrishnan and Livny 1996, doi:10.1145/235968.233324,
// as p-median problems). Distances are exact unless the question says otherwise.
func readPoints(in *tokens, q Question) (*Instance, error) {
	n, err := in.count("points", 1)
	if err != nil {
		return nil, err
	}
	if _, err := in.whole("the dimension", 2, 2); err != nil {
		return nil, err
	}
	p := &points{}
	for range n {
		if err := p.read(in); err != nil {
			return nil, err
		}
	}
	if err := in.end(); err != nil {
		return nil, err
	}
	if q.Metric == "" {
		q.Metric = Euclid
	}
	return finish("points", in, p, q)
}

// read appends one point.
func (p *points) read(in *tokens) error {
	x, err := in.coordinate("x")
	if err != nil {
		return err
	}
	y, err := in.coordinate("y")
	if err != nil {
		return err
	}
	p.x, p.y = append(p.x, x), append(p.y, y)
	return nil
}

// finish sees that p was given.
func finish(family string, in *tokens, p *points, q Question) (*Instance, error) {
	if q.P == nil {
		return nil, in.wrong("the file names no number of sites; give p")
	}
	if *q.P > int64(len(p.x)) {
		return nil, in.wrong("p is %d, the file has %d points", *q.P, len(p.x))
	}
	return p.median(family, q), nil
}
