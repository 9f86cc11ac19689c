#!/usr/bin/perl
# Stands between sshd and OpenSSH's sftp-server, hands on one request and its answer at a time, and counts the requests of
# its session. Usage: cut-sftp.pl ORDER-FILE
# ORDER-FILE holds "N MANNER": instead of serving request N, "end" ends the SFTP session, and "drop" kills the process of
# sshd that holds the connection, with what it has not sent yet. Whoever does it removes the file first, so it happens
# once; without it nothing happens.
use strict;
use warnings;

my ($order) = @ARGV;
my ($at, $manner) = (0, '');
if (open my $file, '<', $order) {
    ($at, $manner) = split ' ', <$file>;
}

pipe my $requests, my $to_server or die "pipe: $!";
pipe my $from_server, my $answers or die "pipe: $!";
my $child = fork // die "fork: $!";
if (!$child) {
    close $to_server;
    close $from_server;
    open STDIN, '<&', $requests or die "stdin: $!";
    open STDOUT, '>&', $answers or die "stdout: $!";
    exec '/usr/lib/openssh/sftp-server' or die "sftp-server: $!";
}
close $requests;
close $answers;

for (my $number = 1; defined(my $request = packet(*STDIN)); $number++) {
    if ($number == $at && unlink $order) {
        kill 'KILL', $child, $manner eq 'drop' ? getppid : ();
        last;
    }
    write_all($to_server, $request);
    write_all(*STDOUT, packet($from_server) // last);
}
close $to_server;
waitpid $child, 0;

# Its length in four bytes, then as many; nothing at the end.
sub packet {
    my ($from) = @_;
    my $head = bytes($from, 4) // return;
    my $body = bytes($from, unpack 'N', $head) // return;
    return $head . $body;
}

sub bytes {
    my ($from, $wanted) = @_;
    my $got = '';
    while (length $got < $wanted) {
        sysread $from, $got, $wanted - length $got, length $got or return;
    }
    return $got;
}

sub write_all {
    my ($to, $data) = @_;
    while (length $data) {
        my $count = syswrite $to, $data or exit 1;
        substr $data, 0, $count, '';
    }
}
