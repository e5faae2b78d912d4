package main

import (
	"log/slog"
	"net"
	"os"
)

// notify tells systemd, where it started the program and asked for it (Type=notify), how far the program is: READY=1,
// STOPPING=1 (sd_notify(3), the protocol of the datagram socket NOTIFY_SOCKET).
func notify(log *slog.Logger, state string) {
	name := os.Getenv("NOTIFY_SOCKET")
	if name == "" {
		return
	}
	if name[0] == '@' { // an abstract socket
		name = "\x00" + name[1:]
	}
	connection, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: name, Net: "unixgram"})
	if err == nil {
		_, err = connection.Write([]byte(state))
		connection.Close()
	}
	if err != nil {
		log.Warn("systemd was not told", "state", state, "error", err.Error())
	}
}
