package data

import "time"

// Network is a road network as the store keeps it. Content is what geo/network encodes; lists leave it nil.
type Network struct {
	ID           string
	Name         string // of the file it was made from, or as people call it
	Fingerprint  string // of the content: equal networks, and only they, share it
	Vertices     int64
	Stretches    int64
	LengthMeters int64
	Provenance   Provenance
	Content      []byte
	CreatedAt    time.Time // when this content was loaded
	Version      int64     // set by the store; grows with every new content under the ID
}

// DefaultNetwork is the ID of the network that roads are loaded into and travel uses where none is named.
const DefaultNetwork = "roads"

// Check refuses a network that no store can keep.
func (n Network) Check() error {
	c := check{key: n.ID}
	c.text("text", n.ID, n.Name, n.Fingerprint, n.Provenance.Source, n.Provenance.Original)
	switch {
	case n.ID == "" || n.Fingerprint == "":
		c.fail("it has no ID or no fingerprint")
	case len(n.Content) == 0:
		c.fail("it has no content")
	case n.Vertices < 0 || n.Stretches < 0 || n.LengthMeters < 0:
		c.fail("it counts %d vertices, %d stretches and %d m, expected none below zero", n.Vertices, n.Stretches, n.LengthMeters)
	case n.CreatedAt.IsZero():
		c.fail("it does not say when it was made")
	}
	return c.asError("network")
}

// checkNetworks checks the networks of a batch, which must differ in ID.
func checkNetworks(networks []Network) error {
	if _, err := KeyOrder("network", networks, func(n *Network) string { return n.ID }); err != nil {
		return err
	}
	for _, n := range networks {
		if err := n.Check(); err != nil {
			return err
		}
	}
	return nil
}
