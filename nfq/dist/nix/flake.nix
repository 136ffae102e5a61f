# SPDX-License-Identifier: GPL-2.0-or-later
# nix build, in this folder: the programs; nixosModules.default: the service.
{
  description = "Hold the 5xx replies that mail servers give to harvesters";

  inputs.nixpkgs.url = "nixpkgs";

  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" ];
      each = f: nixpkgs.lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system});
    in
    {
      packages = each (pkgs: {
        default = pkgs.stdenv.mkDerivation {
          pname = "smtp-tarpit";
          version = "1.0.0";
          src = ../../..;
          nativeBuildInputs = [ pkgs.pkg-config pkgs.makeWrapper ];
          buildInputs = [
            pkgs.hiredis
            pkgs.libcap_ng
            pkgs.libconfuse
            pkgs.libmicrohttpd
            pkgs.libmnl
            pkgs.libnetfilter_queue
            pkgs.libpcap
            pkgs.libseccomp
            pkgs.openssl
            pkgs.pcre2
            pkgs.systemd
          ];
          makeFlags = [
            "PREFIX=${placeholder "out"}"
            "SYSCONFDIR=${placeholder "out"}/etc"
            "VERSION=1.0.0"
          ];
          postInstall = ''
            wrapProgram $out/sbin/smtp-tarpit-rules --prefix PATH : ${
              pkgs.lib.makeBinPath [ pkgs.gawk pkgs.ipset pkgs.iptables pkgs.nftables ]
            } --set SMTP_TARPIT $out/sbin/smtp-tarpit
          '';
        };
      });

      nixosModules.default = { config, lib, pkgs, ... }:
        let
          cfg = config.services.smtp-tarpit;
          tarpit = self.packages.${pkgs.system}.default;
          file = pkgs.writeText "smtp-tarpit.conf" cfg.config;
        in
        {
          options.services.smtp-tarpit = {
            enable = lib.mkEnableOption "the SMTP tarpit";
            config = lib.mkOption {
              type = lib.types.lines;
              default = "mode = host\n";
              description = "smtp-tarpit.conf(5)";
            };
          };

          config = lib.mkIf cfg.enable {
            systemd.services.smtp-tarpit = {
              description = "SMTP tarpit";
              wantedBy = [ "multi-user.target" ];
              after = [ "network.target" ];
              serviceConfig = {
                ExecStart = "${tarpit}/sbin/smtp-tarpit run --config ${file}";
                ExecStartPost = "+${tarpit}/sbin/smtp-tarpit-rules install --config ${file}";
                ExecStopPost = "+${tarpit}/sbin/smtp-tarpit-rules remove";
                Type = "notify";
                DynamicUser = true;
                RuntimeDirectory = "smtp-tarpit";
                AmbientCapabilities = [ "CAP_NET_ADMIN" "CAP_NET_RAW" ];
                CapabilityBoundingSet = [ "CAP_NET_ADMIN" "CAP_NET_RAW" ];
              };
            };
          };
        };
    };
}
