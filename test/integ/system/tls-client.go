// Says whether Go's TLS accepts a server: tls-client ADDRESS NAME ROOTS
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
)

func main() {
	pem, err := os.ReadFile(os.Args[3])
	if err != nil {
		panic(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	conn, err := tls.Dial("tcp", os.Args[1], &tls.Config{ServerName: os.Args[2], RootCAs: roots})
	if err != nil {
		fmt.Println("rejected", err)
		return
	}
	conn.Close()
	fmt.Println("accepted")
}
