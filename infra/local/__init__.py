"""The fair on one machine: engine, journal, gateway and events, without the cloud."""
