"""Certificates: designs, numbers of the office's register, issuing, correcting, revoking, checking.

What has no event, such as a recognition, is issued by `issuing.issue` with a reason of its own.
"""
